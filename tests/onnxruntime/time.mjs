// Times a network for the benchmark "segmenter": {"model", "dims", "threads"} is the first line of standard input; for every further line,
// a number of runs, the seconds of one run are answered.
import { createInterface } from 'node:readline';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { model, dims, threads } = JSON.parse((await lines.next()).value);
const session = await InferenceSession.create(model, { logSeverityLevel: 3, intraOpNumThreads: threads, interOpNumThreads: 1 });
const data = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, () => Math.random() * 2 - 1);
const feeds = { [session.inputNames[0]]: new Tensor('float32', data, dims) };
for await (const line of lines) {
    const runs = Number(line), start = performance.now();
    for (let i = 0; i < runs; i++)
        await session.run(feeds);
    console.log((performance.now() - start) / 1000 / runs);
}
