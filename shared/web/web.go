// Package web is everything that speaks HTTP to us without a key: the
// messengers' webhooks and the website's own channel; and the problems
// (RFC 9457) that all of our HTTP answers with. The API with its documentation
// is in web/api, so that a function that only receives does not link it.
//
// It knows requests, answers and problems; what happens is flow's. Mains build
// it from plugs, as literals, and hand it to a server or a Lambda adapter:
//
//	mux.Handle("/webhooks/", web.Webhooks{Config: st, Plugs: plugs, Receiver: receiver, Log: log}.Handler())
//	mux.Handle("/web/", web.Site{Config: st, Plug: site, Receiver: receiver, Messages: st, Now: time.Now, Log: log}.Handler())
package web
