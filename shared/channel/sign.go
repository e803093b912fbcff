package channel

import "github.com/sufler/sufler/shared/desk"

// Sign gives the headers with which the line's messenger itself would send body,
// so that a simulator or a test can stand in for it. A web visitor's session is
// not among them: ask Web.NewSession.
func Sign(line desk.Line, body []byte) map[string]string {
	h := map[string]string{"content-type": "application/json"}
	switch line.Channel {
	case desk.Telegram:
		h[tgSecretHeader] = line.Secrets["secret"]
	case desk.WhatsApp, desk.Messenger, desk.Instagram:
		h[metaSignatureHeader] = "sha256=" + hexMAC(line.Secrets["app_secret"], body)
	case desk.Viber:
		h[vbSignatureHeader] = hexMAC(line.Secrets["token"], body)
	case desk.ManyChat, desk.SmartSender:
		h[bridgeHeader] = line.Secrets["secret"]
	case desk.Web:
		if len(line.Origins) > 0 {
			h["origin"] = line.Origins[0]
		}
	}
	return h
}
