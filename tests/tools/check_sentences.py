"""Sentences about the seeds, written by hand: true ones, false ones, and some of other things.

The rules of `bot/checking` were made with the first 30, 30 and 20 in view, not with the rest.
"""

TRUE = """
A quarter of Jordan's industrial exports go to Iraq.
Jordan took in more than half a million Iraqi refugees.
Deputy Foreign Minister Sergey Vershinin accepted copies of the credentials of the new Iraqi ambassador in Moscow.
The new Iraqi ambassador to Russia is Abdul-Karim Hashim Mostafa.
Iraq sent wheat shipments to Syria despite shortages at home.
Baghdad dispatched firefighting teams when fires broke out in Latakia.
Baghdad has reactivated its cooperation with Interpol.
Baghdad removed the obstacles to the BICES information-sharing system with NATO.
In Yemen, Baghdad hosted the internationally recognized government.
Russia took a firm position against any intervention in Syria.
Egypt was the first Arab country to restore diplomatic relations with Baghdad.
The UK, Spain and Italy participated in the Iraq war with troops.
Europe is the second-biggest exporter to Iraq after the United States.
Iraq has become the tenth-largest provider of energy for Europe.
Chinese imports of Iraqi crude could climb to about 2 million barrels a day over the next two decades.
Saudi Arabia refuses to deal with Baghdad as long as it sees Maliki as part of a hostile Iranian axis.
The Popular Mobilization Forces have been instrumental in fighting ISIS.
The militias often prioritize Iranian directives over those of the Iraqi government.
Russia contributes arms sales and training programs to Iraq's security.
Israel has no formal relations with Iraq and is perceived as a threat.
Maliki visited Moscow reportedly to convince Russian companies to replace ExxonMobil.
Maliki wants to counterbalance American weapons purchases with Russian ones.
The Iraq Reconstruction conference in Kuwait was attended by 70 countries and international organisations.
Iraq maintains an embassy in the United States.
NATO established a small team of civilian and military personnel in Baghdad.
Iraq is courting investments from non-traditional partners to reduce its dependence on oil revenues.
Parliamentary elections were held in Iraq on November 11.
Al-Qaeda in Iraq has become one of the strongest armed groups in northern Syria.
Iraqi foreign policy is unlikely to be unified soon.
Baghdad has moderately supported the Syrian regime while Erbil sided with the rebels.
NATO defence ministers decided to increase the size of NATO Mission Iraq.
The European Union provided funding for the first postwar elections in Iraq.
Egypt does not share a border with Iraq.
Syria allowed jihadists to cross its border and join the insurgency.
The United States has designated Iraq as a beneficiary developing country.
In Lebanon, Baghdad supported the government and state institutions after the recent war.
The United States has very limited influence over the new Iraq.
Iraq absorbed hundreds of thousands of Egyptian workers in better years.
Russia provided open political and military support to the Assad regime.
Baghdad refuses a return to subordination.
The Iraqi government has issued stern warnings that targeting Israel will not be tolerated.
Security cooperation remains a vital aspect of the relationship between Russia and Iraq.
Enhanced dialogue between local leaders and militia groups is essential.
China contributes infrastructure security and economic support.
Iraqi-Jordanian relations became more important because the route through Syria is no longer available.
""".strip().splitlines()

FALSE = """
A third of Jordan's industrial exports go to Iraq.
Jordan took in more than two million Iraqi refugees.
Deputy Foreign Minister Mikhail Bogdanov accepted copies of the credentials of the new Iraqi ambassador in Moscow.
The new Iraqi ambassador to Russia is Hassan al-Jubouri.
Iraq sent wheat shipments to Yemen despite shortages at home.
Baghdad did not dispatch firefighting teams when fires broke out in Latakia.
Baghdad has ended its cooperation with Interpol.
Baghdad has not reactivated its cooperation with Interpol.
In Libya, Baghdad hosted the internationally recognized legitimate government.
Russia did not take a firm position against any intervention in Syria.
Morocco was the first Arab country to restore diplomatic relations with Baghdad.
The UK, Spain and Italy did not participate in the Iraq war with troops.
Europe is the fifth-biggest exporter to Iraq after the United States.
Iraq has become the third-largest provider of energy for Europe.
Chinese imports of Iraqi crude could climb to about 9 million barrels a day over the next two decades.
Turkey refuses to deal with Baghdad as long as it perceives Maliki as part of a hostile Iranian axis.
The Popular Mobilization Forces have never been instrumental in combating ISIS.
Moscow already receives some oil from Iraq.
China contributes arms sales and training programs to Iraq's security.
Iran has no formal relations with Iraq and is perceived as a threat.
Maliki visited Beijing reportedly to convince Russian companies to replace ExxonMobil.
Iraq sold wheat to Syria in large quantities for profit.
The Iraq Reconstruction conference in Kuwait was attended by 40 countries and international organisations.
Iraq does not maintain an embassy in the United States.
NATO established a small team of civilian and military personnel in Erbil.
Iraq no longer courts investments from non-traditional partners.
Parliamentary elections were held in Iraq on November 25.
Al-Qaeda in Iraq has become one of the strongest armed groups in northern Jordan.
Iraqi foreign policy is likely to be unified anytime soon.
Syria supported the Baghdad regime while Erbil sided with the rebels.
NATO defence ministers decided not to increase the size of NATO Mission Iraq.
The European Union provided funding for the third postwar elections in Iraq.
Egypt shares a border with Iraq.
Syria never allowed jihadists to cross its border and join the insurgency.
The United States has designated Kuwait as a beneficiary developing country.
In Oman, Baghdad supported the government and state institutions after the recent war.
France has very limited influence over the new Iraq.
Iraq absorbed hundreds of thousands of Sudanese workers in better years.
China moved to provide open political and military support to the embattled Assad regime.
Fires broke out in Aleppo this summer and Baghdad dispatched firefighting teams.
The Iraqi government has not issued stern warnings to the militias that targeting Israel will not be tolerated.
Jordan has had to handle the influx of over three million Iraqi refugees.
Allied leaders launched a combat mission in Iraq at the Vienna Summit.
Al-Qaeda in Iraq had declined somewhat for twelve years.
In Yemen, Baghdad did not host the internationally recognized legitimate government.
""".strip().splitlines()

UNRELATED = """
The Eiffel Tower is 330 metres tall.
Brazil won the football world cup five times.
Photosynthesis turns carbon dioxide and water into sugar.
The German parliament passed a new pension law on Friday.
Iraq's population is about 45 million people.
The president of Iraq lives in the Green Zone of Baghdad.
Iraq's GDP grew by 3 percent last year.
Russia launched a new satellite into orbit from Baikonur.
Iranian films have won several prizes in Cannes.
The Tigris flooded parts of Mosul in spring.
Jordan's king opened a new airport in Amman last week.
Chinese companies built a high-speed railway in Indonesia.
Turkey's inflation rate fell below forty percent.
The Iraqi football team qualified for the Asian Cup.
NATO's headquarters are in Brussels and its secretary general is Dutch.
Saudi Arabia plans to host the World Expo in Riyadh.
Egypt charges ships a fee to pass the Suez Canal.
Apple presented a new telephone with a better camera.
The Iraqi dinar was devalued by the central bank.
Israel's high-tech exports rose to a record.
Iraq imports most of its gas from Turkmenistan.
Russia's central bank raised interest rates to 20 percent.
The Syrian pound lost half of its value in two weeks.
Jordan's tourism revenues reached seven billion dollars.
China opened a consulate in Basra in 2021.
Kuwait's emir visited Paris for talks on gas fields.
Iraqi dates are sold on markets across Europe.
The Russian ambassador to Egypt retired after ten years.
The Popular Mobilization Forces have a budget of three billion dollars.
Interpol elected a new president from the Emirates.
""".strip().splitlines()
