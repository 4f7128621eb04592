/** Tests of the sandbox, most of them with real processes; each opens and closes what it uses. */
@NullMarked
package sparecore.sandbox;

import org.jspecify.annotations.NullMarked;
