package io.millrace.scheduler.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TournamentTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 8, 9, 100})
  void first_isTheLargestKey_andOfEqualOnesTheFirst(int places) {
    var random = new Random(places);
    var tournament = new Tournament(places);
    var keys = new long[places];
    for (int place = 0; place < places; place++) {
      keys[place] = Tournament.OUT;
    }
    for (int i = 0; i < 200; i++) {
      if (places > 0) {
        int place = random.nextInt(places);
        keys[place] = random.nextInt(12) - 1L;
        tournament.set(place, keys[place]);
      }
      assertThat(tournament.first(3)).as("after %d changes", i).isEqualTo(best(keys, 3));
      var best = best(keys, 1);
      assertThat(tournament.first()).isEqualTo(best.length == 0 ? -1 : best[0]);
    }
  }

  private static int[] best(long[] keys, int most) {
    var places = new ArrayList<Integer>();
    for (int place = 0; place < keys.length; place++) {
      if (keys[place] != Tournament.OUT) {
        places.add(place);
      }
    }
    places.sort(Comparator.comparingLong((Integer place) -> -keys[place]));
    return places.stream().limit(most).mapToInt(Integer::intValue).toArray();
  }
}
