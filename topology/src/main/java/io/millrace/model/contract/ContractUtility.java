package io.millrace.model.contract;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The composite utility of a contract.
 *
 * @param at in log time: the end of the window over which the metrics were averaged
 * @param score the sum of weight times scaled value, of the metrics that were measured
 * @param missing metrics that nobody reported; with any, the score is partial
 */
public record ContractUtility(
    String contract,
    @Nullable String tenant,
    String application,
    Instant at,
    double score,
    List<String> missing)
    implements Judgement {
  public ContractUtility {
    Objects.requireNonNull(contract, "contract");
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(at, "at");
    missing = List.copyOf(missing);
  }

  @Override
  public String key() {
    return Scope.escape(contract);
  }
}
