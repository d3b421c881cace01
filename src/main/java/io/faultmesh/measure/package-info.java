/** Statistics over images and trials. Knows numbers, labels and flip counts, but no engine. */
package io.faultmesh.measure;
