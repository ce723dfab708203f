package dev.xpm.client.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what the user may have meant by a word that nothing is called. */
public final class Nearest {
    private Nearest() {}

    /** The known name that differs least, if it differs by little. */
    public static Optional<String> to(String word, Collection<String> known) {
        return several(word, known, 1).stream().findFirst();
    }

    /** Up to {@code limit} such names, nearest first. */
    public static List<String> several(String word, Collection<String> known, int limit) {
        int allowed = Math.max(1, Math.min(word.length() / 3, 3));
        return known.stream()
                .filter(name -> distance(word, name) <= allowed || isStart(word, name))
                .sorted(Comparator.<String>comparingInt(name -> distance(word, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(limit)
                .toList();
    }

    private static boolean isStart(String word, String name) {
        return word.length() > 2 && name.startsWith(word);
    }

    /** Number of letters to insert, remove, replace, or swap with their neighbour. */
    static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, one, other, i, j);
            }
        }
        return cost[one.length()][other.length()];
    }

    private static int cheapest(int[][] cost, String one, String other, int i, int j) {
        int replace = cost[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
