// The windows over the page, which come together in a file of their own.
export { Export } from './bar/Export';
export { Help } from './bar/Help';
export { OpenFiles } from './data/OpenFiles';
export { Publish } from './data/Publish';
export { RemoteConfig } from './data/RemoteConfig';
