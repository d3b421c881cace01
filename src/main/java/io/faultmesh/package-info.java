/**
 * The front of the house: {@link io.faultmesh.Simulation} tells a run in a few verbs, {@link
 * io.faultmesh.Replay} a run of what was recorded. Example: {@code Simulation.run(scenario,
 * folderOfScenario, options)} writes a run folder. What the verbs do is in the rooms below.
 */
package io.faultmesh;
