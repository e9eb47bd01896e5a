// Lets npm's dotenv read each file that a line of standard input names, and prints the values of each
// file as a line of JSON.
const { createRequire } = require('module');
const dotenv = createRequire(process.cwd() + '/')('dotenv');

const files = require('fs').readFileSync(0, 'utf8').split('\n').filter(Boolean);
for (const path of files) {
  const values = {};
  dotenv.config({ path, processEnv: values, quiet: true });
  console.log(JSON.stringify(values));
}
