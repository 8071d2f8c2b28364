package workflows

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What is called is over before who calls gives up: an answer that the other side has given is heard, and what a try of an
// activity stands for is known when it ends (I4).
func TestACallIsOverBeforeWhoWaitsForIt(t *testing.T) {
	const files = 3 // PDF, OFD, XML
	// Two transactions: the document is read, and a number that was drawn is stored.
	require.Greater(t, submitting, 2*ProviderAnswersWithin+ProviderPatience+2*time.Second, "a number is drawn and the document is submitted")
	require.Greater(t, asking, ProviderAnswersWithin+time.Second)
	require.Greater(t, fetching, files*ProviderAnswersWithin)
	require.GreaterOrEqual(t, fileGrace, fetching, "files are tried at least once")
	require.Greater(t, ordering, CourierAnswersWithin+registering/2)
	require.Greater(t, mailing, 5*MailServerWithin, "connect, greet, sender, recipient, message")
	require.Greater(t, ProviderPatience, FirstPauseAtProvider)
}

// Who has been asked has time to say before the next one is asked, or another way is taken.
func TestWhoWaitsForAnotherWaitsLongEnough(t *testing.T) {
	require.Greater(t, settleWithin, submitting, "a desk waits for those that it lets try (I5)")
	require.Greater(t, notFoundGrace, submitting, "the same serial is submitted again when the first submission is over (I4)")
	require.Greater(t, parkedAtMost, longestTry, "the desk is quicker than the invoice that helps itself (I5)")
	require.Zero(t, remindersAfter[0], "the buyer is asked at once")
	require.Less(t, remindersAfter[0], remindersAfter[1])
	require.Less(t, remindersAfter[1], remindersAfter[2])
	require.Less(t, pauseBeforeAsk(0), longestAsk)
	require.Equal(t, longestAsk, pauseBeforeAsk(1000))
}
