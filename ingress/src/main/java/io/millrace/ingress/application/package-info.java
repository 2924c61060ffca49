/** Registration and observation of applications, by the routes of ROHE's observation service. */
@NullMarked
package io.millrace.ingress.application;

import org.jspecify.annotations.NullMarked;
