/**
 * What comes out of the machine for an image: logits, cycles, traffic, latencies, and counts of
 * what its parts did. Example: {@code result.cycles()} is the sum over all layers. Plain values,
 * which reports and cost models read without knowing the machine.
 */
package io.faultmesh.machine.result;
