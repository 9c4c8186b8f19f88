// Judges by others' code: is the document OpenAPI 3.1, and is each answer what the document says of it?
//
//     judge.mjs DOCUMENT ANSWERS      answers, one JSON a line: {"schema": JSON pointer into the document, "body": …}
//
// Prints {"valid", "version", "errors", "answers": [null or the first error]}.
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const document = JSON.parse(readFileSync(process.argv[2], "utf8"));
const validator = new Validator();
const verdict = await validator.validate(structuredClone(document));

const ajv = new Ajv2020({ strict: false, allErrors: false });
addFormats(ajv);
ajv.addSchema(document, "document");
const judged = readFileSync(process.argv[3], "utf8").split("\n").filter(Boolean).map((line) => {
    const { schema, body } = JSON.parse(line);
    const judge = ajv.getSchema(`document#${schema}`);
    if (!judge) return `no schema at ${schema}`;
    return judge(body) ? null : `${judge.errors[0].instancePath}: ${judge.errors[0].message}`;
});
console.log(JSON.stringify({ valid: verdict.valid, version: validator.version, errors: verdict.errors ?? null, answers: judged }));
