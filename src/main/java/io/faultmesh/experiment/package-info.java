/**
 * What a run needs before it starts, in three types: {@link io.faultmesh.experiment.Inputs} are
 * opened and checked, a {@link io.faultmesh.experiment.Preparation} is calibrated, a {@link
 * io.faultmesh.protection.Protection} is a design made ready. Example: {@code
 * inputs.calibrate(threads).protection(design)}. Knows no results: whoever measures stands above.
 */
package io.faultmesh.experiment;
