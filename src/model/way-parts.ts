/**
 * What a transfer may wait for. `source` and `destination`: reading there and writing there; `link`: what is between two nodes;
 * `limit`: RATE of the transfer or of a node; `processor`: of either machine. By itself, for threads that load no schemas.
 */
export const wayParts = ['source', 'destination', 'link', 'limit', 'processor'] as const;
