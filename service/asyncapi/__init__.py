"""The contract with whoever meets the ledger on Kafka, as an AsyncAPI document.

Made from the registry of event types and the parts that read and write topics, so that it
cannot say anything else than what they do.
"""

from service.asyncapi.document import DEFAULT_SENT, MEDIA_TYPE, asyncapi_document

__all__ = ["DEFAULT_SENT", "MEDIA_TYPE", "asyncapi_document"]
