"""Given names that occur in German and English news, by the sex they usually go with, in Latin spelling.

Written for this project from general knowledge. Names borne by both stand in `EITHER`. Names that are everyday German
or English words at the start of a sentence ("Rose", "Mark", "Will") are left out or stand in `WORDLIKE`, which counts
only when a capitalised surname follows.
"""

from __future__ import annotations

_FEMALE = """
Abigail Ada Adele Adelheid Adriana Adrienne Agata Agathe Agnes Agnieszka Aida Aische Aischa Aisha Aissatou Alba Alena
Alessandra Alessia Alexandra Alexia Alice Alicia Alina Aline Alla Alma Almut Altina Alva Alwine Amal Amalia Amanda
Amelia Amelie Amina Amira Amy Ana Anastasia Anastasija Andreja Andżelika Angela Angelika Angelina Anita Anja Anka Anke
Ann Anna Annabelle Annalena Anne Annegret Annelie Anneliese Annelise Annemarie Annette Annett Annika Anouk Antje
Antoinette Antonella Antonia Anuschka Arlette Asli Aslı Asma Asta Astrid Aurelia Aurora Ava Aylin Ayşe Ayse Barbara
Barbora Bärbel Beate Beata Beatrice Beatrix Beatriz Bella Benazir Benedetta Berit Bernadette Bertha Berta Bettina
Bianca Bianka Birgit Birgitta Birte Birthe Bojana Bonnie Brigitta Brigitte Britt Britta Bronwyn Brunhilde Camilla
Camille Carina Carla Carlotta Carmen Carola Carolin Carolina Caroline Carolyn Cäcilia Cäcilie Catarina Caterina
Catherine Cathérine Cathrin Catrin Cecilia Cecile Cécile Celia Celina Céline Chantal Charlotte Chelsea Chiara Chloe
Chloé Chrissy Christa Christel Christiane Christina Christine Cindy Clara Clarissa Claudia Claudine Clémentine
Conchita Concita Condoleezza Conny Constanze Consuelo Cora Cordula Corinna Corinne Cornelia Cosima Courtney Cristina
Cynthia Dagmar Dalia Dana Danica Daniela Danielle Danuta Daria Darja Deborah Debbie Delia Delphine Denise Desirée
Diana Diane Dilara Dilek Dilma Dina Dolores Donatella Donna Dora Doreen Dorina Doris Dorit Dorota Dorothea Dorothee
Dorothy Dörte Dunja Edda Edelgard Edeltraud Edith Edna Ekaterina Elaine Eleanor Elena Eleni Eleonora Eleonore Elfriede
Elif Eliana Elisa Elisabeth Élisabeth Elise Elissa Elizabeth Elke Ella Ellen Elli Elly Elmira Elsa Else Elsbeth Elvira
Elwira Emilia Emilie Emily Emine Emma Emmanuelle Enrica Erika Erica Erna Esma Esra Estella Estelle Esther Ethel
Eugenia Eugenie Eva Evelin Eveline Evelyn Evita Ewa Fabienne Fadumo Fanny Farah Fatima Fatma Fatou Federica Felicitas
Fernanda Figen Filiz Fiona Fleur Flora Florence Franca Frances Francesca Francine Franka Franziska Frauke Frederike
Friederike Frieda Friedel Gabi Gabriela Gabriele Gabriella Gabrielle Galina Gemma Genevieve Geneviève Georgia Georgina
Geraldine Gerda Gerhild Gerlinde Gerti Gertraud Gertrud Gesa Gesche Gesine Ghislaine Gianna Gilda Gina Giorgia Gisela
Giselle Gitta Gitte Giulia Giuliana Giuseppina Gladys Glenda Gloria Grace Graziella Greta Gretchen Grete Grit Gudrun
Gülay Gülsen Gunda Gundula Gwendolyn Hadja Halina Hanna Hannah Hanne Hannelore Harriet Hatice Hedda Hedwig Heather
Heide Heidemarie Heidi Heidrun Heike Helen Helena Helene Hélène Helga Helle Helma Hella Henriette Henrike Hermine
Herta Hertha Hilary Hilda Hilde Hildegard Hilke Hillary Hiltrud Hind Iben Ida Ilaria Ildikó Ilka Ilona Ilse Imke Ina
Indira Ines Inês Inès Inga Inge Ingeborg Ingrid Ingrida Inka Inna Iolanda Irena Irene Irina Iris Irma Irmgard Irmtraud
Isa Isabel Isabell Isabella Isabelle Iveta Ivana Ivanka Ivonne Iwona Jacinda Jacqueline Jadwiga Jana Jane Janet Janett
Janice Janin Janina Janine Jarmila Jasmin Jasmina Jean Jeanette Jeannette Jeannine Jekaterina Jelena Jelisaweta Jenna
Jennie Jennifer Jenny Jessica Jill Jilly Joan Joana Joanna Joanne Jocelyn Johanna Jolanda Jolanthe Josefa Josefina
Josefine Josephine Joy Joyce Juana Juanita Judith Judy Julia Juliana Juliane Julie Julija Julika Juliette Jutta Kaja
Kamala Karen Karin Karina Karine Karla Karola Karolin Karolina Karoline Kata Katalin Katarina Katarzyna Kate Katerina
Katharina Katherina Katherine Kathleen Kathrin Kathryn Kathy Kathi Katia Katie Katja Katrin Katrina Katrín Kay Kerstin
Khadija Kim Kirsten Kirstin Kirsty Klara Klaudia Konstanze Kornelia Kristalina Kristi Kristiane Kristin Kristina
Kristine Kristrún Krystyna Ksenija Lana Lara Larissa Latifa Laura Laure Laurence Lavinia Layla Lea Leah Leila Lena
Lene Leni Lenka Leokadia Leonie Leonor Leonora Leyla Lia Liane Lidia Lieselotte Liesel Lilian Liliana Liliane Lilly
Lily Lina Linda Linn Lisa Lisbeth Liselotte Liv Livia Liz Liza Lolita Lone Lore Loretta Lorena Lotte Louisa Louise
Lubna Lucia Lucía Lucie Lucy Ludmila Ludmilla Luisa Luise Luitgard Luz Lydia Lynn Lyudmila Madeleine Madlen Madonna
Magda Magdalena Magdalene Maggie Maha Mahsa Maia Maike Maja Malala Malgorzata Małgorzata Malin Malu Mandy Manuela Mara
Mareike Maren Margaret Margareta Margarete Margarethe Margarita Margherita Margit Margitta Margot Margret Margrethe
Marguerite Maria María Mariam Mariana Marianna Marianne Marie Marie-Agnes Marieke Mariella Marielle Marietta Marija
Marika Marilyn Marina Marine Marion Marisa Marit Marita Marjorie Marla Marlen Marlene Marlies Marta Martha Martina
Marvina Mary Maryam Mascha Mathilde Mathilda Maud Maude Maureen Maya Mechthild Meike Melania Melanie Melinda Melissa
Melitta Mercedes Meret Merle Meryem Meryl Mette Mia Michaela Michaele Micheline Michelle Michèle Mihaela Mila Milena
Mildred Milica Mina Mira Miranda Mireille Miriam Mirjam Mirjana Mirella Misako Mona Monica Monika Monique Morgane
Moira Muriel Myriam Nabila Nadeschda Nadezhda Nadia Nadija Nadine Nadja Naledi Nancy Naomi Narges Nastasja Natalia
Natalie Natalija Natalja Nataša Natascha Nathalie Nazan Nele Nelly Nena Nicola Nicole Nicoletta Nikola Nilüfer Nina
Noelle Noemi Nona Nora Noreen Norma Nurcan Oana Odile Olena Olga Olha Oliwia Olivia Olympia Oprah Orsolya Özlem Paloma
Pamela Paola Patricia Paula Paulina Pauline Peggy Penelope Pernille Petra Petronella Phyllis Pia Pilar Polina Prisca
Priscilla Priska Priyanka Rabea Rachel Rachida Rafaela Raissa Ramona Raquel Rania Rebecca Rebekka Regina Regine Regula
Reinhild Renata Renate Renée Ria Ricarda Rihanna Rita Roberta Romana Romina Romy Rosa Rosalia Rosalie Rosamunde
Rosanna Rosemarie Roswitha Rosie Roxana Ruth Sabina Sabine Sabrina Sahra Salma Salome Samantha Samia Sanaa Sanae
Sandra Sanna Sara Sarah Sarina Saskia Sawsan Selina Selma Serap Serena Serpil Sevda Sevim Shakira Shannon Sharon
Sheila Shirin Shirley Sibel Sibylle Sidonie Sieglinde Siegrun Sigrid Sigrun Silja Silke Silvana Silvia Simone
Simonetta Sina Sinéad Sissi Slavica Sofia Sofie Sonia Sonja Sonya Sophia Sophie Soraya Stefania Stefanie Steffi Stella
Stephanie Stéphanie Sue Suna Susan Susana Susann Susanna Susanne Suse Susi Suzanne Svea Svenja Svetlana Swetlana Sylke
Sylvana Sylvia Sylvie Tabea Tamar Tamara Tanja Tania Tansu Tara Tarja Tatiana Tatjana Taylor Teresa Thea Thekla
Theresa Therese Theresia Thérèse Tilda Tina Tine Trixi Trude Tulsi Uljana Ulla Ulrike Uma Undine Ursel Ursula Ute
Uschi Valentina Valeria Valerie Valérie Vanessa Vera Verena Veronica Veronika Véronique Victoria Viktoria Viktorija
Viola Violeta Violetta Virginia Vivian Viviane Vivien Vjosa Walburga Waltraud Wanda Wendy Wera Wibke Wiebke Wilhelmine
Wilma Winnie Wjosa Xiomara Yasemin Yasmin Yelena Yingluck Yoko Yolanda Yulia Yuriko Yvette Yvonne Zahra Zara Zeynep
Zita Zoe Zoë Zsuzsanna Zuzana Željka
"""

_MALE = """
Aaron Abbas Abdallah Abdel Abdelaziz Abdelmadjid Abdul Abdulaziz Abdullah Abdulrahman Abel Abiy Abraham Abu Achim
Achmed Adalbert Adam Adem Adnan Adolf Adriaan Adrian Adriano Aert Agim Ahmad Ahmed Ahmet Aiman Akira Akihito Alain
Alan Alassane Albert Alberto Albin Albrecht Aldo Alec Aleksandar Aleksander Aleksandr Alessandro Alex Alexander
Alexandre Alexandros Alexandru Alexei Alexej Alexey Alexis Alfons Alfonso Alfred Alfredo Ali Allan Allen Alois Aloys
Alphonse Alvaro Álvaro Alwin Amadou Amadeus Ambros Amin Amir Amos Anders Anderson András Andre André Andreas Andrei
Andrej Andrés Andrew Andrey Andrij Andrius Andriy Andrzej Andy Angelo Angus Anselm Anthony Antoine Anton Antoni
Antonin Antonio António Antonis Antony Anwar Apostolos Archibald Ariel Armand Armando Armin Arnaud Arnd Arndt Arne
Arno Arnold Arnulf Arsen Arseni Arthur Artur Arturo Arvid Aschraf Ashton Askar Aslan Assimi Attila Attilio Aubrey
August Auguste Augusto Augustin Augustinus Axel Ayman Aziz Bahadır Baldur Baptiste Barack Barry Bart Bartholomäus
Bartosz Baschar Bashar Basil Bastian Beat Béla Ben Benedikt Benigno Beniamino Benito Benjamin Benno Benny Bent Bernard
Bernardo Bernd Bernhard Bernie Bert Bertel Berthold Bertold Bertram Bertrand Bezalel Bilal Bill Billy Bingu Binali
Björn Bjørn Bo Bob Bobby Bodo Bogdan Bohdan Bohuslav Bojko Boris Borut Brad Bradley Brandon Brendan Brent Brett Brian
Brice Bronisław Bruce Bruno Bryan Bülent Burak Burkhard Burkhardt Byron Cahit Calvin Cameron Can Carl Carles Carlo
Carlos Carsten Casper Caspar Cäsar Cem Cemil Cesar César Cesare Chad Charles Charlie Chester Chris Christian
Christiaan Christoph Christophe Christopher Christos Chuck Clark Claude Claudio Claus Clemens Clement Cliff Clifford
Clint Clive Colin Conrad Constantin Cornelius Craig Cristian Cristiano Curt Cyril Cyrill Cyrus Dagobert Damian Damien
Dan Daniel Daniele Danilo Danny Dariusz Darius Darko Darren Daryl Dave David Davide Davor Dean Declan Demetrios Deniz
Dennis Denys Derek Detlef Detlev Devin Dick Didier Diego Dieter Diethelm Dietmar Dietrich Dilip Dimitar Dimitri
Dimitrios Dimitris Dirk Dmitri Dmitrij Dmitry Dmytro Dominic Dominik Dominikus Dominique Don Donald Donnie Dorian Doug
Douglas Drago Dragan Dries Dschalal Dschawad Dudley Duncan Dustin Dwight Dwayne Dzhokhar Eamon Earl Ebbo Eberhard
Ebrahim Eckart Eckhard Eckhardt Eckart Ed Eddie Eddy Edgar Edgars Edi Edmond Edmund Edoardo Édouard Eduard Eduardo
Edvard Edward Edwin Egbert Egils Egon Ehud Eike Einar Ekkehard Ekrem Elias Elijah Elio Eliot Elliot Elliott Ellis
Elmar Elon Elton Emanuel Emil Emile Émile Emilio Emir Emmanuel Emmerson Emomalij Emre Enda Engelbert Ennio Enno Enrico
Enrique Enver Erasmus Ercan Erdal Erhan Erhard Eric Erich Éric Erik Erkan Ernest Ernesto Ernst Erol Errol Erwin
Esteban Étienne Eugen Eugene Eugenio Evan Evangelos Evelio Evert Evo Ewald Ezra Fabian Fabien Fabio Fabrice Fabrizio
Farid Faruk Fatih Fausto Fayez Federico Fedor Felix Félix Ferdi Ferdinand Ferenc Fernand Fernando Fethi Fidel Filip
Filippo Finn Fjodor Flavio Florent Florian Floyd Francesco Francis Francisco Franco François Frank Franklin Frans
František Franz Fred Freddy Frédéric Frederic Frederick Frederik Fredrik Friedbert Friedemann Friedhelm Friedrich
Frido Fridolin Frithjof Fritz Fuad Fumio Gábor Gabriel Gareth Gary Gaspar Gaston Gavin Gebhard Geert Geir Gene Gennadi
Gennadij Geoffrey Georg George Georges Georgi Georgios Gerald Gérald Gerard Gérard Gerd Gereon Gerfried Gerhard
Gerhardt Germain Gernot Gerold Gerrit Gert Gerulf Ghassan Gheorghe Giacomo Giampaolo Gian Gianfranco Gianluca Gianni
Gideon Gil Gilbert Gilles Gino Giorgi Giorgio Giorgos Giovanni Gisbert Gitanas Giulio Giuseppe Glenn Goran Göran
Gordan Gordon Gottfried Gotthard Gottlieb Götz Graham Grant Greg Gregor Gregory Grigori Grigorij Guenter Guido
Guillaume Guillermo Gundolf Günter Günther Gunnar Gunter Gunther Guntram Gus Gustav Gustave Gustavo Guy György Habib
Hadi Hagen Haider Hakan Håkan Halil Hamad Hamid Hamza Hannes Hanno Hans Hansi Hansjörg Hansjürgen Harald Hardy Harm
Haro Harold Harro Harry Hartmut Hartwig Harvey Hasan Hashim Hassan Hasso Hauke Haydar Hector Héctor Heiko Heimo Heiner
Heini Heinrich Heinz Hektor Helge Hellmut Helmar Helmut Helmuth Hendrik Hendrick Henk Henning Henri Henrik Henry Herb
Herbert Heribert Hermann Hermann-Josef Hernán Herrmann Hilmar Hinrich Hiroshi Hjalmar Holger Horace Horatio Horst
Horst-Dieter Hosni Hossein Howard Hrvoje Hubert Hubertus Hugh Hugo Humberto Humphrey Hüseyin Hussein Ian Ibo Ibrahim
Ignacio Ignatius Ignaz Ignazio Igor Ihor Ijad Ike Ilham Ilias Ilija Ilja Ilyas Imad Immanuel Imran Imre Ingmar Ingo
Ingolf Ingvar Irakli Isaac Isaak Isaias Isidor Islam Ismail Ismet Israel István Ivan Ivar Ivica Ivo Iwan Jaap Jack
Jackson Jacob Jacques Jahja Jaime Jair Jakob Jakov Jakub James Jamie Jamil Jan Janez Janis Jannis János Jared Jarosław
Jaroslav Jaroslaw Jascha Jason Javad Javier Jay Jean Jean-Claude Jean-Luc Jean-Marie Jean-Michel Jean-Noël Jean-Pierre
Jean-Yves Jeb Jeff Jefferson Jeffrey Jendrik Jens Jeremy Jérôme Jerome Jerry Jerzy Jesper Jesse Jesús Jewgeni Jewgenij
Jim Jimmie Jimmy Jiří Jitzchak Joachim Joao João Joaquim Joaquín Joav Job Jobst Jochen Jochem Jock Joe Joel Joël Joey
Johan Johann Johannes John Johnny Jon Jonas Jonathan Jonny Joop Jordan Jörg Jorge Jorgen Jørgen Jörn Jos José Josef
Joseph Josep Joshua Josip Jost Juan Juan-Carlos Juri Jurij Jules Julian Julien Julio Julius Junichiro Jupp Jürg Jürgen
Justin Justus Kader Kai Kaj Kamal Karel Karim Karl Karl-Heinz Karl-Josef Karl-Theodor Karlheinz Karol Karsten Kash
Kaspar Kasper Kassym-Schomart Katsuya Kees Keir Keith Kemal Ken Kenan Kenji Kenneth Kenny Kent Kevin Khaled Khalid
Kilian Kirill Kjell Klaus Klaus-Dieter Klaus-Peter Klemens Kofi Konrad Konstantin Konstantinos Korbinian Kostas
Kristian Kristof Kristoffer Krzysztof Kurt Kyle Kyriakos Ladislav Lamberto Lambert Lance Lars László Laszlo Laurent
Laurenz Laurentius Lawrence Lazar Leander Lech Lee Leif Len Lenny Leo Léo Leon León Leonard Leonardo Leonhard Leonid
Leopold Leopoldo Leroy Leslie Lester Levi Lew Lewis Lex Liam Linus Lionel Lloyd Lorenz Lorenzo Lothar Lou Louis Luan
Luc Luca Lucas Lucian Luciano Lucien Lüder Ludger Ludwig Luigi Luis Luís Luiz Lukas Lukáš Luke Luther Lutz Lyndon
Maarten Magnus Mahamat Mahinda Mahmoud Mahmud Malcolm Malik Malte Mamadou Manfred Manmohan Manolis Manuel Marat Marc
Marcel Marcello Marcelo Marcin Marco Marcos Marcus Marek Marian Mariano Marijn Marinus Mario Marios Marius Mark Marko
Markus Marlon Maroš Marten Martijn Martin Martín Marvin Massimo Massoud Massud Mateusz Matej Mathias Mathieu Matouš
Mats Matt Matteo Matthäus Matthew Matthias Matthieu Mattias Maurice Mauricio Maurizio Mauro Max Maxi Maxim Maxime
Maximilian Mehdi Mehmet Meinhard Meinrad Meles Melvin Menachem Metin Michael Michail Michal Michał Micheil Michel
Mickey Miguel Mihai Mikael Mike Mikhail Miklós Miko Mikołaj Milan Milo Milojko Milorad Miloš Milton Min Mircea Mirco
Mirko Miro Miroslav Mladen Moammar Modeste Mohamad Mohamed Mohammad Mohammed Mohsen Moritz Morris Morten Mosche Moses
Moshe Moussa Muammar Muhammad Muhammadu Muhammed Mujib Murat Murray Musa Mustafa Mykola Mykhailo Nabil Nadschib
Naftali Nahum Naim Najib Naoto Narendra Naruhito Nasser Nathan Nathaniel Nawaf Nawaz Neil Nelson Nestor Néstor Nevio
Niall Niccolò Nicholas Nick Nico Nicolae Nicolai Nicolas Nicolás Nicușor Niels Nigel Nihat Nikita Niklas Niko
Nikodemus Nikol Nikolai Nikolaj Nikolaos Nikolas Nikolaus Nikos Nils Nino Niyazi Noah Noam Noel Noël Norbert Norman
Nouri Nuri Nursultan Octavio Odd Odo Ola Olaf Olav Ole Oleg Oleh Oleksandr Oleksij Olexander Oliver Olivier Olli Omar
Omid Onur Orhan Orlando Oscar Osama Oskar Osman Oswald Othmar Otmar Otto Ottokar Ottmar Owen Pablo Paddy Pål
Panagiotis Paolo Pascal Pasquale Pat Patrice Patrick Patrik Paul Paulo Paulus Pavel Paweł Pawel Pawlo Peder Pedro Peer
Per Percy Perry Pervez Pete Peter Petar Péter Petr Petro Petros Petteri Phil Philip Philipp Philippe Pier Piero Pierre
Piet Pieter Pietro Pinchas Pino Piotr Piotrek Pius Prabowo Pradeep Prakash Rachid Radek Radomir Radosław Radovan
Rafael Rafał Rafic Rafik Raffaele Rainer Raimund Rajiv Ralf Ralph Ramiro Ramon Ramón Ramsan Randolph Randy Raoul
Raphael Rashid Rasmus Ratko Raúl Raul Ray Raymond Recep Reed Reggie Reiner Reinhard Reinhardt Reinhold Reinold Rémy
Renato Renaud René Renzo Reuven Rex Reza Ricardo Riccardo Richard Rick Ricky Rico Rishi Rob Robert Roberto Robin Rocco
Roderich Roderick Rodolfo Rodrigo Roger Roh Roland Rolf Roman Romano Romeo Ron Ronald Ronaldo Ronny Rossen Roy Ruben
Rubén Rudi Rudolf Rudolph Rüdiger Rufus Ruhollah Rumen Rupert Ruprecht Ruslan Russell Rustem Ryan Sadiq Sadyr Saeed
Sajjad Salem Salih Salim Salman Salvador Salvatore Sam Sami Samir Samuel Sander Sandro Sándor Santiago Saul Schawkat
Schimon Scott Sean Sébastien Sebastian Sebastián Selim Sepp Serdar Sergei Sergej Sergey Serge Sergio Serhij Seth
Severin Shane Shaukat Shehbaz Shigeru Shimon Shinzo Siegbert Siegfried Sieghard Siegmar Siegmund Sigmar Sigmund Sigurd
Silvan Silvano Silvester Silvio Silvius Simeon Simon Siwan Slavko Slobodan Søren Sönke Sören Spencer Spiros Spyros
Stan Stanislaus Stanislaw Stanisław Stanley Stavros Stefan Stefano Steffen Sten Stephan Stephane Stéphane Stephen
Stéphen Steve Steven Stipe Stjepan Stuart Subrahmanyam Sundar Sven Swen Sylvain Sylvester Tadeusz Taiichi Tamás
Tankred Tariq Tarik Taro Tayfun Tayyip Ted Tedros Teemu Terence Terry Thaksin Theo Theobald Theodor Theodore Theophil
Thiemo Thierry Thilo Thom Thomas Thor Thorbjørn Thorben Thorsten Thorwald Tibor Till Tillmann Tilman Tilo Tim Timm
Timo Timothy Tino Titus Tiziano Tjark Tobias Todd Tom Tomas Tomás Tomáš Tomasz Tomislav Tommaso Tommy Toni Tony Torben
Torsten Traian Travis Trevor Tristan Troy Tyler Ueli Ugo Ulf Ulrich Umar Umberto Uri Urban Urs Uwe Vaclav Václav
Valdis Valentin Valentino Valery Vasco Veit Vernon Vicente Victor Víctor Viktor Vince Vincent Vincenzo Virgil Vitali
Vitaly Vito Vittorio Vladimir Vladislav Vojislav Volker Volkmar Volodymyr Wadim Waldemar Walentin Walerij Wallace
Walter Walther Warren Washington Wassili Wassilij Wayne Wenzel Werner Wesley Whitney Wichard Wieland Wilbur Wilfried
Wilhelm Willem Willi William Willibald Willy Wim Winfried Winston Witali Wjatscheslaw Władysław Wladimir Wladislaw
Wolf Wolf-Dieter Wolfgang Wolfhard Wolfram Wolodymyr Woody Wotan Wulf Xaver Xavier Yair Yannick Yannis Yasser Yassir
Yitzhak Yoweri Youssef Yukio Yunus Yuri Yuriy Yves Zacharias Zbigniew Zdravko Zoltán Zoran Zygmunt Émil Ömer Özcan
Özgür Ürün Đuro Łukasz Şahin
"""

_EITHER = """
Alexis Andrea Angel Ashley Bobbie Carol Casey Chi Dana Eike Elia Gabriele Jaime Jamie Jan Jean Jo Jordan Jules Kai Kay
Kelly Kerry Kim Leigh Leslie Luca Mika Morgan Nicola Nikola Robin Sascha Sasha Simone Taylor Toni Tracy Vivian Xi
"""

_WORDLIKE = """
August Bill Beat Can Don Hagen Heide Israel Jordan Mark Max Ray Rosa Till Washington Wolf Will Ray Ed Per Job Min Art
Drew
"""


def _names(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


EITHER = _names(_EITHER)
FEMALE = _names(_FEMALE) - EITHER
MALE = _names(_MALE) - EITHER
WORDLIKE = _names(_WORDLIKE)
ALL = FEMALE | MALE | EITHER
