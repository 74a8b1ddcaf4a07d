// Requests to the server that this page came from.

// What the server refused, with the members of its problem.
export class Problem extends Error {
    constructor(status, body) {
        super(body.detail ?? body.title ?? `The server answered ${status}.`);
        this.status = status;
        this.body = body;
    }
}

export const request = async (path, options = {}) => {
    const headers = options.method === undefined ? {} : { 'X-PerturbSeg': '1', ...options.headers };
    let response;
    try {
        response = await fetch(path, { ...options, headers });
    } catch (error) {
        throw error.name === 'AbortError' ? error : new Error('The server does not answer. Does perturbseg serve still run?');
    }
    if (!response.ok)
        throw new Problem(response.status, await response.json().catch(() => ({})));
    return response;
};

export const getJson = async path => (await request(path)).json();

export const getBitmap = async path => createImageBitmap(await (await request(path)).blob());

export const putJson = async (path, value) => (await request(path, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(value),
})).json();

export const post = async path => (await request(path, { method: 'POST' })).json();

// The server tells the format from the bytes, so that a type it does not list goes as plain bytes.
const listed = ['image/jpeg', 'image/png', 'image/webp'];

export const postFile = async (path, file) => {
    // A folder, or a file that has changed since it was chosen, cannot be read: that is none of the server's faults.
    const body = await file.arrayBuffer().catch(() => {
        throw new Error(`'${file.name}' cannot be read. Choose it again.`);
    });
    return request(path, {
        method: 'POST',
        headers: { 'Content-Type': listed.includes(file.type) ? file.type : 'application/octet-stream' },
        body,
    });
};

export const runPath = (run, rest = '') => `/api/runs/${encodeURIComponent(run.name)}${rest}`;
