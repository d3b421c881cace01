/**
 * Figures for a safety case: failure rates of structures, safe shares, diagnostic coverage and the
 * metrics of ISO 26262-5, from counts of single faults. Knows no engine and no network.
 */
package io.faultmesh.safety;
