// Reads every file that is named on a line of standard input as npm's dotenv does, and prints the
// values of each as a line of JSON.
const { createRequire } = require('module');
const dotenv = createRequire(process.cwd() + '/')('dotenv');

const files = require('fs').readFileSync(0, 'utf8').split('\n').filter(Boolean);
for (const path of files) {
  const values = {};
  dotenv.config({ path, processEnv: values, quiet: true });
  console.log(JSON.stringify(values));
}
