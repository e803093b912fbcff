package desk

import "testing"

// Who asks for a person is heard in everyday words, and who only names one is not
// (HO05).
func TestWantsPerson_HO05(t *testing.T) {
	for said, want := range map[string]bool{
		"I want a person": true, "i need a human!": true, "call a manager": true, "Call the manager, please": true, "agent": true, "Manager please": true, "a person": true,
		"connect me to a real person now": true, "can I talk to somebody": true, "let me speak with your manager": true, "operator": true, "real person please": true,
		"Позовите человека": true, "хочу поговорить с человеком": true, "соедините с живым человеком, пожалуйста": true, "нужен человек": true, "оператор": true,
		"quiero una persona": true, "quiero hablar con el encargado": true, "páseme con alguien por favor": true,

		"My delivery is late. A person please": true, "Где заказ? Человека, пожалуйста": true, "How can I pay? A human please": true, "my chair came broken, a person": true,

		"opertor plz": true, "operater": true, "i want a humna": true, "get me the manger": true, "speak 2 a human": true, "can I speak to sb": true, "is anyone there?": true,
		"позовите оператра": true, "опреатор": true, "менаджер": true, "кто-нибудь живой есть?": true, "хочу поговорить с челвоеком": true,
		"quiero hablar con una persna": true, "opreador": true, "¿hay alguien ahí?": true,

		"tour operators in Spain": false, "how do operations work": false, "человеку 20 лет": false, "personal training": false,
		"I need a manager chair": false, "desks for a manager": false, "how much is it per person": false, "tables for ten people": false, "is the agent commission included": false,
		"I want a person to person transfer fee list": false, "стол на одного человека": false, "сколько стоит на человека": false, "билет для человека с собакой": false, "Hello": false, "": false,
	} {
		if got := WantsPerson(said); got != want {
			t.Errorf("%q: %v, want %v", said, got, want)
		}
	}
}
