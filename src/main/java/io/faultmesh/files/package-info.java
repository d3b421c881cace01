/**
 * What the program writes and where: output folders that it owns, single files, and the cache. No
 * file that somebody else made is ever changed here. Knows nothing of what the files say.
 */
package io.faultmesh.files;
