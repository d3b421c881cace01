/**
 * What was recorded, played again: requests on another memory without values, and where a run's
 * faults come from. Example: {@code MemoryReplay} gives the cycles that an image takes on another
 * cache and DRAM. Replays of faults are whole runs; {@link io.faultmesh.Replay} starts them.
 */
package io.faultmesh.replay;
