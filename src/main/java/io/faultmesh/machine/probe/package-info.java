/**
 * Trace probes: they see every message that a component takes and keep what a trace tells of it.
 * Example: {@code new Witness(...)} is handed to {@link io.faultmesh.machine.Machine}. No component
 * knows that it is watched, so recording changes nothing.
 */
package io.faultmesh.machine.probe;
