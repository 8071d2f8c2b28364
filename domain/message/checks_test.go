package message_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
)

// T4, T8: a message is read in the same form as a call over HTTP, and refused in the same words.
func TestT4T8MessagesAreReadAsCallsAre(t *testing.T) {
	read, err := message.AddressChange{By: " li ", Address: invoice.Address{
		Recipient: "李\u200b四", Phone: "０２１－５５５５", Region: "上海市", Street: "世纪大道\u00a01号",
	}}.Read()
	require.NoError(t, err)
	require.Equal(t, message.AddressChange{By: "li", Address: invoice.Address{Recipient: "李四", Phone: "021-5555", Region: "上海市", Street: "世纪大道 1号"}}, read)
	_, err = message.AddressChange{By: "li", Address: invoice.Address{Recipient: "()", Phone: "call me", Region: "上\u202e海", Street: "1 Road"}}.Read()
	require.ErrorContains(t, err, "recipient: It says nothing")
	require.ErrorContains(t, err, "phone:")
	require.ErrorContains(t, err, "region: 2. character")
	cancelled, err := message.Cancellation{By: "li", Reason: "wrong title\r\nsee mail"}.Read()
	require.NoError(t, err)
	require.Equal(t, "wrong title\nsee mail", cancelled.Reason)
	_, err = message.Cancellation{By: "li", Reason: "a\u0007"}.Read()
	require.ErrorContains(t, err, "reason: 2. character")
}
