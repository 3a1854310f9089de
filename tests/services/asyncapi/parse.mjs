// Reads an AsyncAPI document from standard input; tells, as JSON, what the parser makes of it.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(readFileSync(0, "utf8"));

const messages = (channel) => channel.messages().all().map((message) => message.id());
const channels = document?.channels().all() ?? [];
const told = {
  version: document?.version() ?? null,
  faults: diagnostics.map(({ severity, code, message, path }) => ({
    severity,
    code,
    message,
    path: path.join("."),
  })),
  channels: Object.fromEntries(
    channels.map((each) => [each.id(), { address: each.address(), messages: messages(each) }]),
  ),
};
console.log(JSON.stringify(told));
