/**
 * Single faults in the fast engine: golden tensors are kept, so that a run starts at the struck
 * layer and ends where all tensors are golden again.
 *
 * <p>Example: {@code new SingleRuns(design, chip, engine).lane(SingleRuns.memory(engine))}.
 */
package io.faultmesh.fast.single;
