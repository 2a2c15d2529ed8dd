package io.pikabus.resource.xa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.SendOutcome;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.store.EnvelopeFormat.Content;
import io.pikabus.transaction.TransactionalMessage;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** What is recorded of a branch is what is read of it. */
class BranchFormatPropertyTest {

  private static final MessagePublisher NOWHERE =
      (envelope, deadline) -> CompletableFuture.completedFuture(new SendOutcome.Confirmed());

  private static List<TransactionalMessage> messages(List<String> ids) {
    return ids.stream().map(id -> Messages.to("queue-" + id, id, NOWHERE)).toList();
  }

  @Property(tries = 200)
  void messages_are_read_as_they_were_written(
      @ForAll @Size(max = 20) List<@AlphaChars @StringLength(min = 1, max = 50) String> ids) {
    List<TransactionalMessage> sent = messages(ids);
    List<Content> read = BranchFormat.read(BranchFormat.write(sent));
    assertThat(read)
        .usingRecursiveComparison()
        .isEqualTo(
            sent.stream()
                .map(each -> new Content(each.envelope(), each.timeout(), each.errors()))
                .toList());
  }

  @Property(tries = 200)
  void a_branch_that_is_torn_or_longer_or_of_a_newer_release_is_refused(
      @ForAll @Size(min = 1, max = 5) List<@AlphaChars @StringLength(min = 1, max = 9) String> ids,
      @ForAll int dice) {
    byte[] whole = BranchFormat.write(messages(ids));
    byte[] torn = Arrays.copyOf(whole, Math.floorMod(dice, whole.length));
    assertThatThrownBy(() -> BranchFormat.read(torn)).isInstanceOf(IllegalArgumentException.class);
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    assertThatThrownBy(() -> BranchFormat.read(longer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("something follows its end");
    whole[0] = 2;
    assertThatThrownBy(() -> BranchFormat.read(whole))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("A newer release wrote it");
  }

  @Property(tries = 500)
  void whatever_stands_there_it_is_read_or_refused(@ForAll @Size(max = 60) byte[] octets) {
    if (octets.length > 0) {
      octets[0] = 1;
    }
    try {
      assertThat(BranchFormat.read(octets)).isNotNull();
    } catch (IllegalArgumentException refused) {
      assertThat(refused).isNotNull();
    }
  }
}
