/** What makes a neuron important: scores, and the choice of the highest. */
package io.faultmesh.protection.importance;
