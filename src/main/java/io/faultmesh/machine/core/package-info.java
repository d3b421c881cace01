/**
 * What all components share: the messages they exchange, their numbers on the floor plan, their
 * local time. Example: {@code outbox.send(Floorplan.DRAM, new Message.Store(tensor, values,
 * cycle))}. Knows no component.
 */
package io.faultmesh.machine.core;
