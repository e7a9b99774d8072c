/** The version of Node.js that goes into charms. */
export const runtimeVersion = '24.21.0'
