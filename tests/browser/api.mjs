/* api -- is the API's description valid, and does every answer keep to it: node api.mjs <task.json
 *
 * The task: { base, packages, addresses: [{ path, address, cookie }] }: 'path' as the description names
 * it.  One JSON line for each: { page, look: "json", faults }. */
import fs from "node:fs";
import { packaged, packagedModule } from "./visit.mjs";

const task = JSON.parse(fs.readFileSync(0, "utf8"));
const { Validator } = await packagedModule(task, "@seriousme/openapi-schema-validator");
const Ajv = packaged(task, "ajv/dist/2020").default;
const formats = packaged(task, "ajv-formats").default;

function say(page, faults) {
  console.log(JSON.stringify({ page, look: "json", faults }));
}

const ask = (address, cookie) => fetch(task.base + address, { headers: { Accept: "application/json", Cookie: cookie } });

const description = await (await ask("/api/v1/openapi.json", "")).json();
const { valid, errors } = await new Validator().validate(structuredClone(description));
say("openapi.json", valid ? [] : [JSON.stringify(errors).slice(0, 2000)]);

const ajv = new Ajv({ strict: false, allErrors: true });
formats(ajv);

function schemaOf(path, status) {
  const responses = description.paths[path].get.responses, response = responses[status] ?? responses.default;
  const schema = Object.values(response.content ?? {})[0]?.schema;
  return schema?.$ref === "#/components/schemas/problem" ? description.components.schemas.problem : schema;
}

for (const { path, address, cookie } of task.addresses) {
  const answer = await ask(address, cookie), schema = schemaOf(path, answer.status);
  const check = ajv.compile(schema ?? { not: {} }), faults = [];
  if (!check(await answer.json())) faults.push(`${answer.status}: ${ajv.errorsText(check.errors).slice(0, 500)}`);
  say(address, faults);
}
