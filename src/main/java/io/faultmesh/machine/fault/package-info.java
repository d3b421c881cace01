/**
 * Which flips meet one image in one layer of the machine, and where its values are struck. Example:
 * {@code LayerFaults} is asked by every injector for the flips of its own batch. Knows no
 * components.
 */
package io.faultmesh.machine.fault;
