/**
 * The components that compute and decide: processing elements, dot-product unit, result lanes,
 * voters, output buffer, sequencer. Example: {@code new ProcessingElement(...).accept(message,
 * outbox)}. Parts know each other by number only, through the floor plan.
 */
package io.faultmesh.machine.part;
