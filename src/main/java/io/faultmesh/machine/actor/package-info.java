/**
 * The machine on Akka: one generic actor that hosts any component, and the system that they live
 * in. Nothing else in the program knows Akka.
 */
package io.faultmesh.machine.actor;
