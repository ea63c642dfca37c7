import { deferred } from '../controls/deferred';

/** Its places are reserved by those who show it. */
export const DataGrid = deferred(() => import('./DataGrid').then((code) => code.DataGrid));
