/** What is to be watched of models' inputs in, and how good these were out. */
@NullMarked
package io.millrace.ingress.inputs;

import org.jspecify.annotations.NullMarked;
