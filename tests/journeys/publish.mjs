// A client in another language, as an integrator would write it: publishes facts on JetStream, listens for their outcomes.
// In: one line per fact, {"subject": "trygghet.intake…", "fact": {CloudEvent}}. Out: one outcome per line.
import { connect, StringCodec } from "nats";
import { createInterface } from "node:readline";

const codec = StringCodec();
const url = new URL(process.env.NATS_PUBLISHER_URL);
const connection = await connect({
  servers: `${url.hostname}:${url.port}`,
  user: decodeURIComponent(url.username),
  pass: decodeURIComponent(url.password),
});
const outcomes = connection.subscribe("trygghet.cases.>");
await connection.flush();

const waiting = new Set();
for await (const line of createInterface({ input: process.stdin })) {
  const { subject, fact } = JSON.parse(line);
  waiting.add(fact.id);
  await connection.jetstream().publish(subject, codec.encode(JSON.stringify(fact)), { msgID: `${fact.source}:${fact.id}` });
}

const timer = setTimeout(() => outcomes.unsubscribe(), Number(process.env.SECONDS_TO_WAIT) * 1000);
for await (const message of outcomes) {
  const outcome = JSON.parse(codec.decode(message.data));
  if (!waiting.delete(outcome.data?.fact?.id)) continue;
  console.log(JSON.stringify(outcome));
  if (waiting.size === 0) break;
}
clearTimeout(timer);
await connection.close();
