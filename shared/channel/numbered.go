package channel

import "github.com/sufler/sufler/shared/desk"

// Numbered are those of a message's buttons that its line's channel has no form
// for, so that they stand numbered in the text, in their order. Pure.
func (b Switchboard) Numbered(line desk.Line, m desk.Message) []desk.Button {
	if plug, ok := b[line.Channel].(interface {
		numbers(line desk.Line, m desk.Message) []desk.Button
	}); ok && len(m.Buttons) > 0 {
		return plug.numbers(line, m)
	}
	return nil
}

// unless are the buttons if they do not fit.
func unless(fits bool, bs []desk.Button) []desk.Button {
	if fits {
		return nil
	}
	return bs
}

func (Telegram) numbers(_ desk.Line, m desk.Message) []desk.Button {
	return unless(tgFits(m.Buttons), m.Buttons)
}

func (WhatsApp) numbers(_ desk.Line, m desk.Message) []desk.Button {
	return unless(waOffer(m.Text, m.Buttons) != nil, m.Buttons)
}

func (Messenger) numbers(_ desk.Line, m desk.Message) []desk.Button { return pgNumbers(m.Buttons) }
func (Instagram) numbers(_ desk.Line, m desk.Message) []desk.Button { return pgNumbers(m.Buttons) }

// pgNumbers are the pages alone, where the answers are quick replies.
func pgNumbers(bs []desk.Button) []desk.Button {
	pages, answers := apart(bs)
	if fit(answers, pgReplies, pgTitle, pgPayload) {
		return pages
	}
	return bs
}

func (Viber) numbers(_ desk.Line, m desk.Message) []desk.Button {
	return unless(len(m.Buttons) <= vbButtons, m.Buttons)
}

func (ManyChat) numbers(line desk.Line, m desk.Message) []desk.Button {
	_, _, rest := mcButtons(line, desk.Outbound{Text: m.Text, Buttons: m.Buttons})
	return rest
}

func (SmartSender) numbers(_ desk.Line, m desk.Message) []desk.Button { return m.Buttons }
