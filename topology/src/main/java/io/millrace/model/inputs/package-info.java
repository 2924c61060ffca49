/** What results say of the inputs from which they were made. */
@NullMarked
package io.millrace.model.inputs;

import org.jspecify.annotations.NullMarked;
