/** The front of the house: {@link io.faultmesh.Simulation} tells a run in a few verbs. */
package io.faultmesh;
