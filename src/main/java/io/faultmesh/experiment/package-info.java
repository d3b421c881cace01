/**
 * What a run needs before it starts: network, images, calibration, scores, and with them its
 * designs made ready. Example: {@code Preparation.open(scenario, files, Optional.empty())}. Knows
 * no results: whoever measures stands above.
 */
package io.faultmesh.experiment;
