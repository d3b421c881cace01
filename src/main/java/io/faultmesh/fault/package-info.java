/**
 * Which bits flip: sites, addresses, and the fault plan, a pure function of seed, trial, image,
 * layer, site and replica. Knows networks and mappings, but no engine and no protection.
 */
package io.faultmesh.fault;
