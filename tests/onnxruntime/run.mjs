// Runs a network once: {"model": path, "inputs": {name: {"dims", "data"}}} on standard input; the same form of its outputs comes out.
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const request = JSON.parse(readFileSync(0, 'utf8'));
const session = await InferenceSession.create(request.model, { logSeverityLevel: 3, intraOpNumThreads: 1, interOpNumThreads: 1 });
const feeds = {};
for (const [name, { dims, data }] of Object.entries(request.inputs))
    feeds[name] = new Tensor('float32', Float32Array.from(data), dims);
const outputs = {};
for (const [name, tensor] of Object.entries(await session.run(feeds)))
    outputs[name] = { dims: tensor.dims, data: Array.from(tensor.data) };
process.stdout.write(JSON.stringify(outputs));
