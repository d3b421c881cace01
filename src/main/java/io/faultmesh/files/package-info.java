/**
 * What the program writes and where: output folders that it owns, single files, and the cache. No
 * file that somebody else made is ever changed here. Knows nothing of what the files say.
 *
 * <p>Example: {@code RunFolder.create(folder, Existing.REFUSE, source)} is written beside its place
 * and moved there when it is complete.
 */
package io.faultmesh.files;
