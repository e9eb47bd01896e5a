// Runs the code of a Code node of n8n behind something like its Webhook node. Run as:
// node n8n-like.cjs CODE MILLIS
// CODE is a file; its result is printed as a line. Answers after MILLIS, like a workflow that answers
// when its last node has finished. Prints "listening PORT" first.
const fs = require('node:fs');
const http = require('node:http');
const [code, millis] = process.argv.slice(2);
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
const node = new AsyncFunction('$input', 'require', fs.readFileSync(code, 'utf8'));

const server = http.createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const input = { first: () => ({ json: { headers: request.headers } }) };
  const helpers = { getBinaryDataBuffer: async () => Buffer.concat(chunks) };
  try {
    const [{ json }] = await node.call({ helpers }, input, require);
    setTimeout(() => {
      console.log(`${json.type} ${json.data.wa_id} ${json.data.text}`);
      response.writeHead(200).end('{"message":"Workflow was started"}');
    }, Number(millis));
  } catch (refused) {
    console.log(`refused ${refused.message}`);
    response.writeHead(500).end();
  }
});
server.listen(0, () => console.log(`listening ${server.address().port}`));
