package dev.parley.outgoing;

/// Passes complaints on, and counts them. Complaints after the first [#MOST] are only counted,
/// because a message can have thousands of problems. Belongs to one thread.
final class CountedComplaints implements Complaints {
  private static final int MOST = 100;

  private final Complaints next;
  private int count;

  CountedComplaints(Complaints next) {
    this.next = next;
  }

  @Override
  public void wrong(String field, String problem) {
    count++;
    if (count <= MOST) {
      next.wrong(field, problem);
    }
  }

  boolean none() {
    return count == 0;
  }
}
