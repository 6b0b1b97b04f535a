// Public surface of the MQTT topics: how they are built and parsed, and who may use which.
export * from './access.ts';
export * from './topics.ts';
