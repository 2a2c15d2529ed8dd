package io.pikabus.journal;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/**
 * The scan of {@code recover} of one XAResource: all branches come with the call that begins it,
 * and none with those that go on.
 *
 * @param isOpen whether it was begun and not ended
 */
public record RecoveryScan(boolean isOpen) {

  /** Before the first call. */
  public static final RecoveryScan NONE = new RecoveryScan(false);

  /**
   * What {@code recover} is answered.
   *
   * @param next the scan afterwards
   * @param lists whether the prepared branches are returned; else none are
   * @param errorCode of the {@link XAException}; {@link XAResource#XA_OK} if there is none
   */
  public record Answer(RecoveryScan next, boolean lists, int errorCode) {}

  /**
   * {@code recover}.
   *
   * @param flags TMSTARTRSCAN, TMENDRSCAN, both, or TMNOFLAGS
   */
  public Answer recover(int flags) {
    boolean starts = (flags & XAResource.TMSTARTRSCAN) != 0;
    boolean ends = (flags & XAResource.TMENDRSCAN) != 0;
    boolean known = (flags & ~(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN)) == 0;
    if (!known || !(isOpen || starts)) {
      return new Answer(this, false, XAException.XAER_INVAL);
    }
    return new Answer(new RecoveryScan(!ends), starts, XAResource.XA_OK);
  }
}
