/**
 * The machine on Akka: one generic actor that hosts any component, and the system that they live
 * in. Actors outlive machines: a run travels with its messages, and whichever actor stands at a
 * place hosts that place's component of the run. Nothing else in the program knows Akka.
 *
 * <p>Example: {@code new ActorMachine(threads, throughput)} serves a whole run.
 */
package io.faultmesh.machine.actor;
