"""A Kafka broker that lets nobody in who does not show a certificate or know a password."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final, NamedTuple

import trustme
from cryptography.hazmat.primitives import serialization

from tests.services.guarded import free_port
from tests.services.kafka.native import NativeKafka

HOST: Final = "127.0.0.1"
SECURITIES: Final = ("ssl", "sasl_plaintext", "sasl_ssl")
SCRAM: Final = ("SCRAM-SHA-256", "SCRAM-SHA-512")
USER: Final = "improvement-ledger"

PROPERTIES: Final = """\
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,\
SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL
ssl.keystore.type=PEM
ssl.keystore.location={keystore}
ssl.truststore.type=PEM
ssl.truststore.location={truststore}
listener.name.ssl.ssl.client.auth=required
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
"""
_MODULES: Final = "org.apache.kafka.common.security"
_LOGIN: Final = "listener.name.{listener}.{mechanism}.sasl.jaas.config={module} required{user};\n"


class Credentials(NamedTuple):
    """What shows who somebody is: a certificate with its key, or a name with its password.

    ``ca_file`` tells who vouches for the broker.
    """

    ca_file: Path
    certificate_file: Path
    key_file: Path
    username: str
    password: str


class SecuredKafka(NativeKafka):
    """Kafka with a listener for each way to be let in, beside the open one of the tests' clients.

    ``credentials`` open all of them.
    """

    def __init__(self, java: str, jars: Path) -> None:
        self._authority = trustme.CA()
        self._password = secrets.token_hex(16)
        self._ports: dict[str, int] = {}
        super().__init__(java, jars)

    @property
    def credentials(self) -> Credentials:
        """Those of somebody whom the broker knows."""
        return Credentials(
            ca_file=self.folder / "authority.pem",
            certificate_file=self.folder / "client.pem",
            key_file=self.folder / "client-key.pem",
            username=USER,
            password=self._password,
        )

    def bootstrap_of(self, security: str) -> str:
        """Where a client of this security protocol finds it."""
        return f"{HOST}:{self._ports[security]}"

    def _configured(self) -> str:
        self._ports = {security: free_port() for security in SECURITIES}
        where = "".join(f",{each.upper()}://{HOST}:{port}" for each, port in self._ports.items())
        plain, secured = super()._configured(), PROPERTIES.format(**self._stores())
        for kept in ("listeners=", "advertised.listeners="):
            line = next(each for each in plain.splitlines() if each.startswith(kept))
            plain = plain.replace(f"{line}\n", f"{line}{where}\n")
        return plain + secured + "".join(self._logins())

    def _users(self) -> list[str]:
        told = f"[name={USER},password={self._password}]"
        return [part for each in SCRAM for part in ("--add-scram", f"{each}={told}")]

    def _logins(self) -> list[str]:
        """How each mechanism knows its users: PLAIN by its own list, SCRAM by the cluster's."""
        plain = f' user_{USER}="{self._password}"'
        modules = dict.fromkeys(SCRAM, (f"{_MODULES}.scram.ScramLoginModule", ""))
        modules["PLAIN"] = (f"{_MODULES}.plain.PlainLoginModule", plain)
        return [
            _LOGIN.format(listener=each, mechanism=mechanism.lower(), module=module, user=user)
            for each in SECURITIES
            if each.startswith("sasl")
            for mechanism, (module, user) in modules.items()
        ]

    def _stores(self) -> dict[str, Path]:
        """The broker's key and certificate, and whom it believes; a client's own beside them."""
        told = self.credentials
        self._authority.cert_pem.write_to_path(str(told.ca_file))
        client = self._authority.issue_cert(f"{USER}@council.example")
        client.private_key_pem.write_to_path(str(told.key_file))
        client.cert_chain_pems[0].write_to_path(str(told.certificate_file))
        server = self._authority.issue_cert(HOST)
        key = serialization.load_pem_private_key(server.private_key_pem.bytes(), None)
        keystore = self.folder / "broker.pem"
        keystore.write_bytes(
            # Kafka reads PKCS 8 alone.
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + server.cert_chain_pems[0].bytes()
        )
        return {"keystore": keystore, "truststore": told.ca_file}
