/**
 * Constrained Bayesian optimisation of a protection design. {@link
 * io.faultmesh.optimize.BayesianSearch} knows numbers only; {@link io.faultmesh.optimize.Optimiser}
 * gives them a meaning and runs designs on the front's workbench. A point depends on the seed and
 * on the points before it, on nothing else, so an interrupted search goes on where it stopped.
 *
 * <p>Example: {@code Optimiser.run(...)} is what {@code faultmesh optimise} calls.
 */
package io.faultmesh.optimize;
