/**
 * Figures for a safety case: failure rates of structures, safe shares, diagnostic coverage and the
 * metrics of ISO 26262-5, from counts of single faults. Knows no engine and no network.
 *
 * <p>Example: {@code SafetyCase.of(evidence)} adds up what single faults showed of each structure
 * and judges it against the targets.
 */
package io.faultmesh.safety;
