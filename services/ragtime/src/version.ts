/** The version of the whole program: packages and services are released together. */
export const version = '0.1.0';
