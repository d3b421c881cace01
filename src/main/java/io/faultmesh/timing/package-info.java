/**
 * What networks take, from their shapes: cycles in closed form or on the machine, area and energy
 * of layer lists, and a word in advance of long runs. Example: {@code NetworkTiming} lists every
 * layer of a network with its cycles. No images and no faults here.
 */
package io.faultmesh.timing;
