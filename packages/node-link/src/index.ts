export { createHttpTransport, type HttpTransportOptions } from './http-transport.ts';
export { listenToNodes, type NodePortOptions } from './listen-to-nodes.ts';
export { createNodeCaller, NodeAway, type NodeCaller } from './node-caller.ts';
export type { NodeTls } from './signed-post.ts';
